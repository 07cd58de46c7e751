//! The editor, driven as a person would: a few lines say what the hand does, a few lines what comes of it.

mod costs;
mod course;
mod driver;
mod findings;

mod announce;
mod arranging;
mod commands;
mod fates;
mod faults;
mod hands;
mod headline;
mod inspector;
mod interrupted;
mod last_left;
mod links;
mod moments;
mod notes;
mod outage;
mod outcomes;
mod pointing;
mod properties;
mod regions;
mod run;
mod screens;
mod script;
mod situation;
mod slow_motion;
mod stacks;
mod telling;
mod texts;
mod view;
mod walk;
mod work;
