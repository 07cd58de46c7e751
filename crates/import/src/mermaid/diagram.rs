//! What a diagram says, before anybody asks what it means: boxes, lines, frames.

/// A diagram as it is written.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Diagram {
    /// Its boxes, in the order of their first mention.
    pub nodes: Vec<Node>,
    /// Its lines, in the order written.
    pub edges: Vec<Edge>,
    /// Its frames, outer ones first.
    pub frames: Vec<Frame>,
}

/// A box.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What lines call it.
    pub id: String,
    /// What it says, one entry for each line, without markup. Never empty.
    pub lines: Vec<String>,
    /// How it is drawn.
    pub shape: Shape,
    /// Words of its icon: `logos:aws-lambda`, `database`.
    pub icon: String,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// The line where it first stands.
    pub line: u32,
    /// The innermost frame around it, as a place in [`Diagram::frames`].
    pub frame: Option<usize>,
}

/// What a shape tells of what is in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shape {
    /// Nothing.
    #[default]
    Plain,
    /// A cylinder: it stores.
    Cylinder,
    /// A cylinder that lies: a queue.
    Pipe,
    /// A diamond: a decision.
    Diamond,
    /// A figure of a person.
    Person,
    /// A remark, a document, a brace: nothing that runs.
    Text,
    /// Where lines meet.
    Junction,
}

/// A line.
#[derive(Clone, PartialEq, Debug)]
pub struct Edge {
    /// The box or frame where it begins.
    pub from: String,
    /// The box or frame where it ends.
    pub to: String,
    /// Where it has heads.
    pub heads: Heads,
    /// Whether it is dotted.
    pub dotted: bool,
    /// What is written on it, without markup.
    pub label: String,
    /// Its line in the file.
    pub line: u32,
}

/// Where a line has heads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heads {
    /// Nowhere.
    None,
    /// At its end.
    End,
    /// At both.
    Both,
}

/// A frame around boxes.
#[derive(Clone, PartialEq, Debug)]
pub struct Frame {
    /// What lines call it.
    pub id: String,
    /// What it says, on one line.
    pub title: String,
    /// The frame around it.
    pub parent: Option<usize>,
    /// Its line in the file.
    pub line: u32,
}

impl Diagram {
    /// The box of this id, as a place in [`Diagram::nodes`].
    pub fn node(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.id == id)
    }

    /// The frame of this id.
    pub fn frame(&self, id: &str) -> Option<usize> {
        self.frames.iter().position(|frame| frame.id == id)
    }

    /// Whether a frame lies in another, or is it.
    pub fn lies_in(&self, frame: Option<usize>, outer: usize) -> bool {
        let mut next = frame;
        while let Some(at) = next {
            if at == outer {
                return true;
            }
            next = self.frames[at].parent;
        }
        false
    }
}
