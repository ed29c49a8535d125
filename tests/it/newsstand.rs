//! Invented outlets: stories, their pages, and the feeds and lists that name them.

use crate::server::{Reply, Server};
use std::fmt::Write;

/// A story as its outlet publishes it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) path: String,
    pub(crate) title: String,
    /// As RFC 3339 has it.
    pub(crate) published: String,
    pub(crate) paragraphs: Vec<String>,
}

/// Who speaks in the stories: name and office.
const SPEAKERS: [(&str, &str); 5] = [
    ("Mara Quill", "harbour master"),
    ("Tobias Renn", "mayor"),
    ("Odile Farrow", "union secretary"),
    ("Henrik Salling", "chief engineer"),
    ("Priya Nandakumar", "council leader"),
];

/// What the stories are about.
const THINGS: [&str; 6] = ["east pier", "ferry terminal", "old lighthouse", "fish market", "swing bridge", "tide gauge"];

/// The company whose statements the stories quote, and who speaks for it.
pub(crate) const COMPANY: &str = "Larkwharf Ferries";
const DIRECTOR: &str = "Ines Halloran";

impl Story {
    /// The nth story of an outlet; no two have a sentence in common, but for what they quote from the company.
    pub(crate) fn of(outlet: &str, n: usize) -> Story {
        let (speaker, office) = SPEAKERS[n % SPEAKERS.len()];
        let thing = THINGS[n % THINGS.len()];
        let day = 1 + n % 28;
        Story {
            path: format!("/{outlet}/{n}.html"),
            title: format!("The {thing} is closed for the {n}th time, says {outlet}"),
            published: format!("2026-03-{day:02}T09:{n:02}:00Z"),
            paragraphs: vec![
                format!(
                    "Work on the {thing} began on {day} February 2026, and {n} neighbours of the {outlet} quarter were told by letter."
                ),
                format!(
                    "“We will mend the {thing} before the winter, and in {outlet} it is number {n} on our list,” said {speaker}, the {office}."
                ),
                format!(
                    "“{}” {DIRECTOR}, chief executive of {COMPANY}, said in a statement on {day} March.",
                    spoken(n % 4).replace('.', ",")
                ),
            ],
        }
    }

    /// The nth statement of the company.
    pub(crate) fn statement(n: usize) -> Story {
        let day = 1 + n % 28;
        Story {
            path: format!("/statements/{n}.html"),
            title: format!("{COMPANY}: statement number {n} on the timetable"),
            published: format!("2026-03-{day:02}T07:00:00Z"),
            paragraphs: vec![
                format!("{COMPANY} informs its passengers about the timetable of week {n}."),
                format!("{} {DIRECTOR} will answer questions in the terminal of pier {n}.", spoken(n)),
            ],
        }
    }

    /// The page as it is served.
    pub(crate) fn html(&self) -> String {
        let Story { title, published, paragraphs, .. } = self;
        let text = paragraphs.iter().fold(String::new(), |text, p| text + "<p>" + p + "</p>\n");
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
             <meta property=\"article:published_time\" content=\"{published}\"></head>\
             <body><article><h1>{title}</h1><time datetime=\"{published}\">{published}</time>\n{text}</article></body></html>"
        )
    }

    /// The entry of a feed that names it.
    fn item(&self, server: &Server) -> String {
        let date = chrono::DateTime::parse_from_rfc3339(&self.published).unwrap().to_rfc2822();
        let (title, url) = (&self.title, server.url(&self.path));
        let summary = &self.paragraphs[0];
        format!(
            "<item><title>{title}</title><link>{url}</link><guid>{url}</guid><pubDate>{date}</pubDate><description>{summary}</description></item>\n"
        )
    }
}

/// What the company says in its nth statement, word for word.
fn spoken(n: usize) -> String {
    let (from, to) = (THINGS[n % THINGS.len()], THINGS[(n + 1) % THINGS.len()]);
    format!("We have decided that every boat from the {from} sails to the {to} on {n} evenings of the week until the repairs are done.")
}

/// A feed that names these stories.
pub(crate) fn rss(server: &Server, stories: &[Story]) -> String {
    let items: String = stories.iter().map(|story| story.item(server)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>Harbour News</title>\n{items}</channel></rss>\n"
    )
}

/// Serves stories and the feed that names them; both have an `ETag`.
pub(crate) fn put_feed(server: &Server, path: &str, stories: &[Story]) {
    server.put(path, Reply::ok("application/rss+xml", rss(server, stories)).tagged_by_content());
    put_pages(server, stories);
}

/// Serves stories and the page that lists them.
pub(crate) fn put_list(server: &Server, path: &str, stories: &[Story]) {
    server.page(path, &list_of(stories));
    put_pages(server, stories);
}

/// A page that lists stories.
pub(crate) fn list_of(stories: &[Story]) -> String {
    let mut items = String::new();
    for story in stories {
        let day = &story.published[..10];
        writeln!(items, "<li><a href=\"{}\">{}</a> <time datetime=\"{day}\">{day}</time></li>", story.path, story.title).unwrap();
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><title>Newsroom</title></head><body><main><h1>News</h1><ul class=\"news\">\n{items}</ul></main></body></html>"
    )
}

pub(crate) fn put_pages(server: &Server, stories: &[Story]) {
    for story in stories {
        server.page(&story.path, &story.html());
    }
}

/// The first stories of an outlet.
pub(crate) fn stories(outlet: &str, count: usize) -> Vec<Story> {
    (0..count).map(|n| Story::of(outlet, n)).collect()
}
