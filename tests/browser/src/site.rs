//! A web server of static files, as small as one that serves a built page can be.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What is served: a folder under a path, and pages given as text.
#[derive(Clone, Debug, Default)]
struct Content {
    folder: Option<(String, PathBuf)>,
    pages: BTreeMap<String, String>,
    /// Files with such an ending are not there for now.
    withheld: Arc<Mutex<Option<String>>>,
}

/// A server on a free port of this machine, until it is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    withheld: Arc<Mutex<Option<String>>>,
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

    /// From now on files whose names end like this are not there; with `None` all are.
    pub fn withhold(&self, ending: Option<&str>) {
        *self.withheld.lock().expect("no holder panics") = ending.map(str::to_owned);
    }

    fn start(content: Content) -> Self {
        let withheld = Arc::clone(&content.withheld);
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
            withheld,
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
    let (status, kind, body) = match content.find(path) {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", b"not here".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

impl Content {
    fn find(&self, path: &str) -> Option<(&'static str, Vec<u8>)> {
        if let Some(page) = self.pages.get(path) {
            return Some(("text/html", page.clone().into_bytes()));
        }
        let withheld = self.withheld.lock().expect("no holder panics").clone();
        if withheld.is_some_and(|ending| path.ends_with(&ending)) {
            return None;
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
        _ => "application/octet-stream",
    }
}
