//! The one integration binary: each module is one concern.

mod fetch;
mod server;
//! The one integration binary: what no unit test can see.

mod architecture;
