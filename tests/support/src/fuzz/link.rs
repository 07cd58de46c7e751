//! Whatever the link: it opens a sound scenario, or says why not.

use topple_formats::{json, link as links};

use super::choices::Choices;
use super::file::opened;
use super::mutate::mutated;

/// Reads any address; one that was made and then changed; or one whose inside was changed before it was sealed, so that
/// its checksum is right and nothing but the reader stands before what is in it.
pub fn link(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let address = match choices.below(8) {
        0 => format!("{}{}", links::PREFIX, String::from_utf8_lossy(choices.0)),
        1 => links::seal(choices.0),
        2 => {
            let address = links::encode(&choices.system()).into_bytes();
            String::from_utf8_lossy(&mutated(address, &mut choices)).into_owned()
        }
        3 => {
            let scenario = choices.system();
            let address = links::encode(&scenario);
            let read = links::decode(&address);
            assert_eq!(read.map(|s| json::write(&s)), Ok(json::write(&scenario)));
            address
        }
        _ => {
            let address = links::encode(&choices.system());
            let inside = links::unseal(&address).expect("it was just sealed");
            links::seal(&mutated(inside, &mut choices))
        }
    };
    if let Ok(scenario) = links::decode(&address) {
        opened(&scenario);
    }
}
