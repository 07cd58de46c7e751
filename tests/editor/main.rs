//! The editor, driven as a person would: a few lines say what the hand does, a few lines what comes of it.

mod course;
mod deeper;
mod driver;

mod commands;
mod hands;
mod injuring;
mod inspector;
mod interrupted;
mod links;
mod properties;
mod regions;
mod run;
mod texts;
mod view;
