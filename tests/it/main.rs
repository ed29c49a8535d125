//! The one integration binary: each module is one concern.

mod architecture;
mod fetch;
mod server;
