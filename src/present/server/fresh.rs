//! An answer that has not changed is not sent again: each has an `ETag` of its content, and `If-None-Match` is answered 304.

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Bytes of an answer that is held in memory anyhow.
const MOST: u64 = 8 << 20;

/// Tags answers that are there as a whole; what is still being written is sent as it comes.
pub(super) async fn tagged(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let answer = next.run(request).await;
    let whole = answer.body().size_hint().exact().is_some_and(|length| (1..=MOST).contains(&length));
    if !reads || !whole || answer.status() != StatusCode::OK {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let tag = parts.headers.entry(header::ETAG).or_insert_with(|| tag(&bytes));
    let same = known.is_some_and(|known| names(&known, tag.to_str().unwrap_or_default()));
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    if same {
        forget_content(&mut parts.headers);
        parts.status = StatusCode::NOT_MODIFIED;
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Weak, since the same answer may be packed or not.
pub(in crate::present) fn tag(bytes: &[u8]) -> HeaderValue {
    let hash = Sha256::digest(bytes);
    let tag = hash[..12].iter().fold("W/\"".to_owned(), |mut tag, byte| {
        write!(tag, "{byte:02x}").expect("writing to a string cannot fail");
        tag
    });
    HeaderValue::from_str(&(tag + "\"")).expect("hexadecimal digits and quotation marks")
}

/// Whether a list of tags names this one (RFC 9110, 13.1.2: compared weakly).
fn names(list: &HeaderValue, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    list.to_str().is_ok_and(|list| list.trim() == "*" || list.split(',').any(|one| bare(one) == bare(tag)))
}

fn forget_content(headers: &mut HeaderMap) {
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::CONTENT_TYPE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        for (list, same) in
            [("W/\"a\"", true), ("\"a\"", true), ("\"b\", W/\"a\"", true), ("*", true), ("\"b\"", false), ("", false), ("a", false)]
        {
            assert_eq!(names(&HeaderValue::from_str(list).unwrap(), "W/\"a\""), same, "{list}");
        }
    }
}
