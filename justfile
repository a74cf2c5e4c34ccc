# Everyday commands (https://just.systems). `just` lists them.

set positional-arguments

[private]
default:
    @"{{ just_executable() }}" --list --unsorted

# Check formatting, lints, documentation and content, and run the fast tests
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps
    cargo run --locked --quiet -- check
    cargo test --locked --lib

# Run all tests on both databases, or only those whose name contains FILTER
test *FILTER:
    tests/run "$@"

# Serve the working copy's content, pages and mails, with samples at /dev; restart after a change to content/
dev *FLAGS:
    cargo run --locked -- serve --dev --content-dir content --web-dir web --emails-dir emails "$@"

# Check the format before each commit in this clone
hooks:
    git config core.hooksPath ci/hooks

# Check dependencies, licences, advisories, spelling and scripts; write an SBOM
audit:
    ci/audit

# Run everything that must pass before a change lands
ci:
    .ci/run
