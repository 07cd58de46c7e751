//! The page in a real browser, tested as a person would.

mod arranging;
mod autosave;
mod axe;
mod bench;
mod counts;
mod drawing;
mod embed;
mod hands;
mod keyboard;
mod large;
mod lessons;
mod loading;
mod notes;
mod opening;
mod outage;
mod pointing;
mod rest;
mod running;
mod saved;
mod scenarios;
mod screens;
mod share;
mod smoke;
mod stops;
mod typing;
mod verdicts;
