//! Who reads a page: a person, or a program.

use poem::Request;
use poem::http::{Method, header};

/// Parts of the names of programs, in lower case.
const PROGRAMS: [&str; 16] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "monitor",
    "headless",
    "lighthouse",
    "curl",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "scan",
];

/// Whether a person reads the page: not a crawler or another program, and not a browser that fetches it ahead of time.
#[must_use]
pub fn is_person(request: &Request) -> bool {
    let is_ahead = ["sec-purpose", "purpose", "x-moz"]
        .into_iter()
        .filter_map(|name| request.header(name))
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("prerender"));
    let agent = request.header(header::USER_AGENT).unwrap_or_default();
    let agent = agent.to_ascii_lowercase();
    request.method() == Method::GET
        && !is_ahead
        && !agent.is_empty()
        && !PROGRAMS.iter().any(|program| agent.contains(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crawlers_prefetching_browsers_and_scripts_are_not_counted() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let request = |agent: &str| Request::builder().header(header::USER_AGENT, agent);
        assert!(is_person(&request(firefox).finish()));
        for agent in [
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "curl/8.5.0",
            "",
        ] {
            assert!(!is_person(&request(agent).finish()), "{agent}");
        }
        let ahead = request(firefox).header("sec-purpose", "prefetch;prerender");
        assert!(!is_person(&ahead.finish()));
        assert!(!is_person(&request(firefox).method(Method::HEAD).finish()));
    }
}
