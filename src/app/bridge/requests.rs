//! What the session asks of the page: dialogs, menus, files, the clipboard.

use super::Bridge;
use crate::app::browser::storage::{self, Key};
use crate::app::browser::{clipboard, files, focus, keys, presenting, theme};
use crate::app::open::{OpenDialog, OpenMenu, OpenOffer, Sheet};
use crate::editor::{Offered, Request, Severity};
use crate::model::Target;

impl Bridge {
    /// Does what the session asked for.
    pub(super) fn fulfil_requests(self) {
        let requests = self.inner().session.borrow_mut().take_requests();
        for request in requests {
            self.with_rest(move |rest| (rest.fulfil)(self, request));
        }
    }

    /// Does one thing that it asked for.
    pub fn fulfil(self, request: Request) {
        match request {
            Request::ContextMenu { at, target } => {
                let shown = if target.is_some() {
                    Offered::Context
                } else {
                    Offered::Ground
                };
                self.menu.set(Some(OpenMenu { at, shown }));
            }
            Request::Offer { at, from, kinds } => {
                self.offer.set(Some(OpenOffer { at, from, kinds }));
            }
            Request::Rename(target) => self.rename(target),
            Request::WriteClipboard(text) => self.copy_text(&text),
            Request::Cut { text, targets } => clipboard::write(&text, move |done| {
                if let Some(rest) = self.rest().filter(|_| done) {
                    self.change(|session| (rest.delete)(session, &targets));
                    self.say(Severity::Note, "Cut.");
                } else {
                    self.say(
                        Severity::Failure,
                        "The browser did not allow copying, so nothing was cut.",
                    );
                }
            }),
            Request::ReadClipboard => clipboard::read(move |text| match text {
                Some(text) => {
                    self.paste(text);
                }
                None => self.say(
                    Severity::Note,
                    "Press Ctrl+V to paste: the browser allows it only so.",
                ),
            }),
            Request::Left(left) => self.with_rest(move |rest| (rest.left)(self, left.scenario())),
            Request::Scenarios => self.dialog.set(Some(OpenDialog::Scenarios)),
            Request::OpenFile => keys::press("#file"),
            Request::SaveFile { name, text } => {
                if !files::save(&name, &text) {
                    self.say(
                        Severity::Failure,
                        "The browser did not allow saving a file.",
                    );
                }
            }
            Request::Share(sharing) => self.dialog.set(Some(OpenDialog::Share(sharing))),
            Request::Find => self.dialog.set(Some(OpenDialog::Find)),
            Request::Panel { back } => focus::next_panel(back),
            Request::MakeLesson => self.dialog.set(Some(OpenDialog::LessonMaker)),
            Request::Help => self.dialog.set(Some(OpenDialog::Help)),
            Request::Theme => {
                theme::choose(theme::current().other());
                self.new_inks();
            }
            Request::SlowMotion(true) => storage::forget(Key::NoSlowMotion),
            Request::SlowMotion(false) => {
                storage::write(Key::NoSlowMotion, "off");
            }
            Request::Present => {
                presenting::choose(!presenting::is_on());
                self.show_sheet(None);
                self.lay_out();
                self.new_inks();
            }
        }
    }

    /// On a phone, shows this panel in the sheet, or none; what is in the middle of the canvas stays in the middle of
    /// what can be seen of it.
    pub fn show_sheet(self, sheet: Option<Sheet>) {
        self.sheet.set(sheet);
        // The sheet is there only once this event is over.
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            self.measure();
            // What a lesson says when it is done may have come while another sheet was open.
            if sheet == Some(Sheet::Lesson) {
                focus::scroll_to("[data-lesson-done]");
            }
        });
    }

    /// The name is edited in its place, which has to be in view and large enough for that.
    fn rename(self, target: Target) {
        self.renaming.set(Some(target));
        self.change(|session| session.bring_close(target));
    }

    /// A name is not edited any more, and this is what came of it.
    pub fn keep_name(self, target: Target, name: &str) {
        if self.renaming.get_untracked() == Some(target) {
            self.renaming.set(None);
            if let Some(rest) = self.rest() {
                (rest.rename)(self, target, name);
            }
        }
    }

    /// Gives it another name; an empty one, and the id, mean that it has none of its own.
    pub fn rename_to(self, target: Target, name: &str) {
        if let Target::Note(id) = target {
            return self.write_note(id, name);
        }
        let name = name.trim();
        if self.read(|session| session.document().name_of(target)) == name {
            return;
        }
        let own = |id: &str| Some(name.to_owned()).filter(|name| !name.is_empty() && name != id);
        let refused = match target {
            Target::Component(id) => {
                self.change_component(id, "name", |c| c.name = own(id.as_str()))
            }
            Target::Region(id) => self.change_region(id, "name", |r| r.name = own(id.as_str())),
            Target::Group(id) => self.change_group(id, "name", |g| g.name = own(id.as_str())),
            Target::Note(_) | Target::Link(_) => None,
        };
        if let Some(why) = refused {
            self.change(|session| session.refuse(why));
        }
    }
}
