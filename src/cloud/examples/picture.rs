//! Draws one cloud as a PNG: `cargo run -p groundswell-cloud --release --example picture -- out.png
//! [words] [width] [height] [fill]`.
#![allow(clippy::print_stdout)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::env;
use std::fs;
use std::io;
use std::str::FromStr;

use groundswell_cloud::{LayoutOptions, layout};
use support::canvas::Canvas;
use support::measure::{box_per_hull, boxes};
use support::typeface::Typeface;

fn main() -> io::Result<()> {
    let path = env::args().nth(1).unwrap_or_else(|| "cloud.png".to_owned());
    let options = LayoutOptions {
        width: argument(3, 600.0),
        height: argument(4, 400.0),
        fill: argument(5, 0.6),
        ..LayoutOptions::default()
    };
    let sample = support::sample(argument(2, 200));
    let cloud = layout(&sample.words, &options);

    let face = Typeface::new();
    let mut canvas = Canvas::new(options.width as usize, options.height as usize);
    for placed in &cloud.placed {
        let drawing = face.draw(&sample.texts[placed.word], placed.size);
        for wrong in canvas.draw(placed.word, &drawing, (placed.x, placed.y), 0) {
            println!("{wrong}");
        }
    }
    println!(
        "{} placed, {} left out, sizes {:?} to {:?}, fill {:.3}, box/hull {:.3}",
        cloud.placed.len(),
        cloud.left_out.len(),
        cloud.placed.first().map(|p| p.size),
        cloud.placed.last().map(|p| p.size),
        boxes(&cloud.placed) / options.width / options.height,
        box_per_hull(&cloud.placed),
    );
    fs::write(path, png(&canvas))
}

fn argument<T: FromStr>(index: usize, default: T) -> T {
    env::args()
        .nth(index)
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

/// A grey PNG, stored without compression.
fn png(canvas: &Canvas) -> Vec<u8> {
    let mut lines = Vec::new();
    for line in canvas.pixels.chunks(canvas.width.max(1)) {
        lines.push(0);
        lines.extend(line.iter().map(|ink| 255 - ink));
    }
    let mut header = Vec::new();
    header.extend((canvas.width as u32).to_be_bytes());
    header.extend((canvas.height as u32).to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &stored(&lines));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// A zlib stream of stored blocks (RFC 1950, 1951).
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xffff);
    let last = blocks.len().saturating_sub(1);
    for (index, block) in blocks.enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(index == last));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65521;
        (a, (b + a) % 65521)
    });
    stream.extend((b << 16 | a).to_be_bytes());
    stream
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], body: &[u8]) {
    file.extend((body.len() as u32).to_be_bytes());
    let crc = kind.iter().chain(body).fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        })
    });
    file.extend(kind);
    file.extend(body);
    file.extend((!crc).to_be_bytes());
}
