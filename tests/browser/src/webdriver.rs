//! The WebDriver protocol: JSON over HTTP to a driver that was started for it.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::engine::Engine;

/// How long a driver may take to listen, and how long to start its browser.
const START: Duration = Duration::from_secs(45);
/// How long it may take for anything else.
const PATIENCE: Duration = Duration::from_mins(2);

/// A driver that runs until this is dropped.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
    printed: Arc<Mutex<Vec<String>>>,
}

impl Driver {
    /// Starts an engine's driver on a free port.
    ///
    /// # Errors
    /// That it does not listen there.
    ///
    /// # Panics
    /// When it is not installed.
    pub fn start(engine: Engine) -> Result<Self, String> {
        // Two of them find a port that is free themselves, and say which.
        let (mut command, said, mut port) = match engine {
            Engine::Chromium => {
                let mut command = Command::new("chromedriver");
                command.args(["--port=0", "--log-level=SEVERE"]);
                (command, "successfully on port ", None)
            }
            Engine::Firefox => {
                let mut command = Command::new("geckodriver");
                // What WebDriver has no word for is done in the context of the browser's own window.
                command.args(["--port", "0", "--websocket-port", "0"]);
                command.args(["--allow-system-access"]);
                (command, "Listening on 127.0.0.1:", None)
            }
            Engine::WebKit => {
                let port = free_port();
                let mut command = Command::new("WebKitWebDriver");
                command.arg(format!("--port={port}"));
                (command, "", Some(port))
            }
        };
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "{} cannot be started ({error}); `cargo xtask test` installs it",
                    command.get_program().display()
                )
            });
        let output = process.stdout.take().expect("its output is piped");
        // Whatever it prints has to go somewhere, or it would block once the pipe is full.
        let printed = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&printed);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                lines.lock().expect("no holder panics").push(line);
            }
        });
        let start = Instant::now();
        let port = loop {
            if port.is_none() {
                let printed = printed.lock().expect("no holder panics");
                port = printed.iter().find_map(|line| port_of(line, said));
            }
            if let Some(port) = port
                && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
            {
                break port;
            }
            if start.elapsed() > START {
                let _ = process.kill();
                let _ = process.wait();
                return Err(format!("{}'s driver does not listen", engine.name()));
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        Ok(Self {
            process,
            port,
            printed,
        })
    }

    /// The lines that it and its browser printed so far.
    pub fn printed(&self) -> Vec<String> {
        self.printed.lock().expect("no holder panics").clone()
    }
}

/// The port that a driver's line names after `said`.
fn port_of(line: &str, said: &str) -> Option<u16> {
    let (_, port) = line.split_once(said)?;
    port.trim_end_matches('.').parse().ok()
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it is bound").port()
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One browser with a fresh profile, which closes when this is dropped.
#[derive(Debug)]
pub struct Session {
    agent: ureq::Agent,
    address: String,
}

impl Session {
    /// Asks the driver for a new browser; the error is the driver's own words, or that it gave no answer.
    pub fn new(driver: &Driver, capabilities: &Value) -> Result<Self, String> {
        let agent = |patience| {
            let config = ureq::Agent::config_builder().http_status_as_error(false);
            config.timeout_global(Some(patience)).build().into()
        };
        let mut session = Self {
            agent: agent(START),
            address: format!("http://127.0.0.1:{}/session", driver.port),
        };
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let answer = session.try_post("", &wanted)?;
        let id = answer["sessionId"].as_str();
        let id = id.ok_or("the new session has no id")?;
        session.address = format!("{}/{id}", session.address);
        session.agent = agent(PATIENCE);
        Ok(session)
    }

    /// Sends a command and returns what the driver answers.
    ///
    /// # Panics
    /// When the driver answers with an error.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Sends a command; the error is the driver's own words.
    pub fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        value_of(self.agent.post(self.url(path)).send_json(body))
    }

    /// Asks for something; the error is the driver's own words.
    pub fn get(&self, path: &str) -> Result<Value, String> {
        value_of(self.agent.get(self.url(path)).call())
    }

    /// Ends something: `DELETE` on a path.
    pub fn delete(&self, path: &str) -> Result<Value, String> {
        value_of(self.agent.delete(self.url(path)).call())
    }

    /// A command of the Chrome DevTools Protocol, for what WebDriver has no word for.
    ///
    /// # Panics
    /// When the browser refuses.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.delete("");
    }
}

fn value_of(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Value, String> {
    let mut response = answer.map_err(|error| error.to_string())?;
    let ok = response.status().is_success();
    let mut body: Value = response
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_json()
        .map_err(|error| error.to_string())?;
    let value = body["value"].take();
    if ok {
        Ok(value)
    } else {
        Err(value["message"]
            .as_str()
            .unwrap_or("no reason given")
            .to_owned())
    }
}
