//! A web server of static files, as small as one that serves a built page can be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What is served: a folder under a path, and pages given as text.
#[derive(Clone, Debug, Default)]
struct Content {
    folder: Option<(String, PathBuf)>,
    pages: BTreeMap<String, String>,
    troubles: Arc<Mutex<Vec<(String, Trouble)>>>,
    /// Whether pages of other origins may read it.
    is_for_all: Arc<AtomicBool>,
}

/// What is wrong with some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server answers that they are not there.
    Missing,
    /// The server does not answer.
    Silence,
    /// Half of the file arrives, and the rest not until the trouble is over.
    Halting,
    /// Half of the file arrives, as if that were all of it.
    CutShort,
    /// The server has no name for what they are.
    Untyped,
    /// They hold this text instead.
    Text(String),
}

/// A server on a free port of this machine, until it is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    troubles: Arc<Mutex<Vec<(String, Trouble)>>>,
    is_for_all: Arc<AtomicBool>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves a folder, its `index.html` being at `path`, which begins and ends with a slash.
    pub fn of_folder(path: &str, folder: &Path) -> Self {
        Self::start(Content {
            folder: Some((path.to_owned(), folder.to_path_buf())),
            ..Content::default()
        })
    }

    /// Serves one page of HTML at `/`.
    pub fn of_page(html: &str) -> Self {
        Self::start(Content {
            pages: BTreeMap::from([("/".to_owned(), html.to_owned())]),
            ..Content::default()
        })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on there is this trouble with files whose paths end like this, and none with others.
    pub fn trouble(&self, troubles: &[(&str, Trouble)]) {
        let troubles = troubles.iter().cloned();
        *self.troubles.lock().expect("no holder panics") = troubles
            .map(|(ending, trouble)| (ending.to_owned(), trouble))
            .collect();
    }

    /// From now on pages of all origins may read its files, a sandboxed frame's among them.
    pub fn allow_all_origins(&self) {
        self.is_for_all.store(true, Ordering::Relaxed);
    }

    fn start(content: Content) -> Self {
        let troubles = Arc::clone(&content.troubles);
        let is_for_all = Arc::clone(&content.is_for_all);
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free on this machine");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let thread = std::thread::spawn(move || {
            let content = Arc::new(content);
            for stream in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let content = Arc::clone(&content);
                // A browser that goes away in the middle of an answer is no error here.
                std::thread::spawn(move || drop(answer(&content, &stream)));
            }
        });
        Self {
            address,
            troubles,
            is_for_all,
            stopping,
            thread: Some(thread),
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        // The listener waits for a visitor; this is the one that tells it to stop.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer(content: &Content, mut stream: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split(['?', '#']).next().unwrap_or("/");
    let trouble = content.trouble_with(path);
    let (status, kind, body) = match (content.find(path), &trouble) {
        (_, Some(Trouble::Silence)) => return Ok(()),
        (None, _) | (_, Some(Trouble::Missing)) => {
            ("404 Not Found", "text/plain", b"not here".to_vec())
        }
        (Some((_, body)), Some(Trouble::Untyped)) => ("200 OK", "text/plain", body),
        (Some((kind, mut body)), Some(Trouble::CutShort)) => {
            body.truncate(body.len() / 2);
            ("200 OK", kind, body)
        }
        (Some((kind, _)), Some(Trouble::Text(text))) => ("200 OK", kind, text.clone().into_bytes()),
        (Some((kind, body)), Some(Trouble::Halting) | None) => ("200 OK", kind, body),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n",
        body.len()
    )?;
    if content.is_for_all.load(Ordering::Relaxed) {
        write!(stream, "Access-Control-Allow-Origin: *\r\n")?;
    }
    if let Some(policy) = policy(kind, &body) {
        write!(stream, "Content-Security-Policy: {policy}\r\n")?;
    }
    stream.write_all(b"Connection: close\r\n\r\n")?;
    let (first, rest) = body.split_at(body.len() / 2);
    stream.write_all(first)?;
    while trouble == Some(Trouble::Halting) && content.trouble_with(path).is_some() {
        std::thread::sleep(Duration::from_millis(20));
    }
    stream.write_all(rest)
}

/// The policy that a page asks for in its head, as a host is told to send it (`docs/hosting.md`).
fn policy<'a>(kind: &str, body: &'a [u8]) -> Option<&'a str> {
    let page = std::str::from_utf8(body)
        .ok()
        .filter(|_| kind == "text/html")?;
    let (_, rest) = page.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
    rest.split('"').next()
}

impl Content {
    fn trouble_with(&self, path: &str) -> Option<Trouble> {
        let troubles = self.troubles.lock().expect("no holder panics");
        let of_path = troubles
            .iter()
            .find(|(ending, _)| path.ends_with(&**ending));
        of_path.map(|(_, trouble)| trouble.clone())
    }

    fn find(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        if let Some(page) = self.pages.get(path) {
            return Some(("text/html", page.clone().into_bytes()));
        }
        let (prefix, folder) = self.folder.as_ref()?;
        let relative = Path::new(path.strip_prefix(prefix.as_str())?);
        if !relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
        {
            return None;
        }
        let file = if relative.as_os_str().is_empty() {
            folder.join("index.html")
        } else {
            folder.join(relative)
        };
        let body = fs::read(&file).ok()?;
        Some((media_type(&file), body))
    }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
