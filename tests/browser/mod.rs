//! Pages in a real browser.

mod operators;
mod phone;
mod scripts;
mod walks;
