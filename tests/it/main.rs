//! The one integration binary: each module is one concern.

mod adding;
mod again;
mod aged;
mod architecture;
mod backlog;
mod corpora;
mod daemon;
mod decisions;
mod desk;
mod fetch;
mod hostile;
mod kill;
mod links;
mod lost;
mod meanwhile;
mod month;
mod newsstand;
mod pages;
mod planted;
mod revised;
mod server;
mod shuffled;
mod story;
mod told;
mod warc;
mod wrong_input;
