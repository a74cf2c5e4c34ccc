//! Small pure functions that format text without words of a language: numbers, times, sentences, single lines, and
//! suggestions for mistyped names.

mod date;
mod display_name;
mod line;
mod number;
mod sentence;
mod suggestion;

pub use date::{short_time, timestamp};
pub use display_name::display_name;
pub use line::one_line;
pub use number::{number_range, signed_thousands, thousands};
pub use sentence::{
    capitalised, lowercase_article, lowercase_first, sentence, split_parentheses,
    without_parentheses,
};
pub use suggestion::{closest, did_you_mean};
