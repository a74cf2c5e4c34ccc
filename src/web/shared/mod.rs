//! What every area of the site uses: templates, assets, prepared responses, error pages.

pub mod assets;
pub mod dates;
pub mod error_page;
pub mod files;
pub mod holds;
pub mod prospects;
pub mod response;
pub mod stack_summary;
pub mod static_response;
pub mod templates;
pub mod visitor;
