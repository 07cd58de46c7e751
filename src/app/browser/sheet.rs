//! A page of plain text and nothing else.

use web_sys::Element;

use super::document;

/// A text in the page's letters of one width, and what state it is in.
pub struct Sheet {
    element: Option<Element>,
}

impl Sheet {
    /// Puts an empty one with this id into the page.
    pub fn new(id: &str) -> Self {
        let element = document().create_element("pre").ok();
        if let (Some(element), Some(body)) = (&element, document().body()) {
            element.set_id(id);
            let _ = body.append_child(element);
        }
        Self { element }
    }

    /// Shows a text; its state is for machines to read.
    pub fn show(&self, text: &str, state: &str) {
        if let Some(element) = &self.element {
            element.set_text_content(Some(text));
            let _ = element.set_attribute("data-state", state);
        }
    }

    /// Lays it over the page.
    pub fn cover(&self) {
        if let Some(element) = &self.element {
            let _ = element.set_attribute("data-covers", "true");
        }
    }
}
