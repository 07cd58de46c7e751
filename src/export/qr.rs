//! A link as a QR code.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules left free around it, as the standard wants it.
const QUIET: i32 = 4;
/// Beyond so many modules a side it takes a good camera, and a code that is shown large or printed.
const DENSE: i32 = 97;
/// Bytes that a QR code holds at most.
pub const MOST: usize = 2_953;

/// A QR code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Qr {
    /// It as a picture of its own, black on white whatever the theme: readers want it so.
    pub svg: String,
    /// Whether it takes a good camera.
    pub is_dense: bool,
}

/// Makes one of a text.
///
/// # Errors
/// The text is too long for any: a sentence on what to do instead.
pub fn qr(text: &str) -> Result<Qr, String> {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else {
        return Err(format!(
            "This link has {} characters, and a QR code holds {MOST}. Put the link on a page of yours, or behind a short \
             address, and make the code of that; or give on the file.",
            text.len()
        ));
    };
    Ok(Qr {
        svg: svg(&code),
        is_dense: code.size() > DENSE,
    })
}

fn svg(code: &QrCode) -> String {
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size())
                .take_while(|x| code.get_module(*x, y))
                .count() as i32;
            if length > 0 {
                // A text takes all that is written into it.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
            }
            x += length.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\">\n\
         <title>QR code of a link</title>\n<rect width=\"{side}\" height=\"{side}\" fill=\"#ffffff\"/>\n<path d=\"{path}\" fill=\"#000000\"/>\n</svg>\n",
        side * 4
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the code off its picture, as a camera would.
    fn read(qr: &Qr) -> String {
        let side = |text: &str| -> Option<usize> {
            let (_, after) = text.split_once("viewBox=\"0 0 ")?;
            after.split(' ').next()?.parse().ok()
        };
        let side = side(&qr.svg).expect("it has a size");
        let (_, path) = qr.svg.split_once("<path d=\"M").expect("a path");
        let path = path.split('"').next().expect("it ends");
        let mut dark = vec![false; side * side];
        for run in path.split('M') {
            let (x, rest) = run.split_once(' ').expect("two numbers");
            let (y, rest) = rest.split_once('h').expect("a run");
            let length = rest.split('v').next().expect("its length");
            let [x, y, length] = [x, y, length].map(|n| n.parse::<usize>().expect("a number"));
            dark[y * side + x..][..length].fill(true);
        }
        let scale = 4;
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(side * scale, side * scale, |x, y| {
                if dark[y / scale * side + x / scale] {
                    0
                } else {
                    255
                }
            });
        let grids = image.detect_grids();
        let grid = grids.first().expect("a code is found");
        grid.decode().expect("it is read").1
    }

    #[test]
    fn a_reader_of_codes_reads_the_link_off_the_picture() {
        let link = format!("https://example.org/topple/#s={}", "aB3-_".repeat(60));
        for text in ["https://example.org/#s=1", &link] {
            assert_eq!(read(&qr(text).expect("short enough")), text);
        }
    }

    #[test]
    fn a_link_that_is_too_long_says_what_to_do() {
        let most = qr(&"x".repeat(MOST)).expect("it just fits");
        assert!(most.is_dense);
        let why = qr(&"x".repeat(MOST + 1)).expect_err("too long");
        assert!(why.contains("2954 characters") && why.contains("give on the file"));
    }
}
