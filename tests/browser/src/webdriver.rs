//! The WebDriver protocol: JSON over HTTP to a driver that was started for it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A driver that runs until this is dropped.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver on a free port.
    ///
    /// # Panics
    /// When it is not installed, or does not start.
    pub fn start() -> Self {
        let mut process = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver can be started; `cargo xtask test` installs it");
        let output = process.stdout.take().expect("its output is piped");
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines
            .find_map(|line| {
                line.split_once("successfully on port ")?
                    .1
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .expect("chromedriver says which port it listens on");
        // Whatever else it prints has to go somewhere, or it would block once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, port }
    }
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
    /// Asks the driver for a new browser.
    ///
    /// # Panics
    /// When the driver refuses.
    pub fn new(driver: &Driver, capabilities: &Value) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(2)))
            .build()
            .into();
        let sessions = format!("http://127.0.0.1:{}/session", driver.port);
        let mut session = Self {
            agent,
            address: sessions,
        };
        let answer = session.post(
            "",
            &json!({ "capabilities": { "alwaysMatch": capabilities } }),
        );
        let id = answer["sessionId"]
            .as_str()
            .expect("a new session has an id");
        session.address = format!("{}/{id}", session.address);
        session
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
