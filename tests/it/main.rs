//! The one integration binary: each module is one concern.

mod architecture;
mod desk;
mod fetch;
mod server;
mod story;
