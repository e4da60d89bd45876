//! What `groundswell try --report` tells of a saved page.

use std::fs;
use std::process::{Command, Output};

const PAGE: &str = "<html lang=en><main>
    <div class=comment id=comment-1><a class=author href=/u/1>Ann</a>
      <time datetime=2024-01-02T10:00Z>then</time><p>The kettle in the kitchen is slow again.</div>
    <div class=comment id=comment-2><a class=author href=/u/2>Bo</a>
      <time datetime=2024-01-03T10:00Z>then</time><p>We should buy a second one before winter.</div>
    <div class=comment id=comment-3><a class=author href=/u/3>Cy</a>
      <time datetime=2024-01-04T10:00Z>then</time><button>Reply</button></div>
    </main>";

fn report(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundswell"));
    command.arg("try").args(arguments).arg("--report");
    command.output().unwrap()
}

#[test]
fn a_report_names_each_post_and_what_was_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("page.html");
    fs::write(&file, PAGE).unwrap();
    let output = report(&[file.to_str().unwrap()]);
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.starts_with("2 posts were found.\n"), "{told}");
    for part in [
        "1  comment: The kettle in the kitchen is slow again.",
        "author    Bo",
        "time      2024-01-02T10:00Z",
        "address   http://127.0.0.1:8301/#comment-2",
        "1 x div.comment",
        "data-posts=\"div.comment\"",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_page_without_posts_is_told_so() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("page.html");
    fs::write(&file, "<html><form><input type=password></form>").unwrap();
    let output = report(&[file.to_str().unwrap()]);
    assert!(output.status.success());
    assert_eq!(output.stdout, b"No post was found.\n");
}

#[test]
fn what_is_no_saved_page_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.html");
    for (page, why) in [
        ("https://blog.test/", "save it, and name the file"),
        (none.to_str().unwrap(), "No such file"),
        (dir.path().to_str().unwrap(), "is a directory"),
    ] {
        let output = report(&[page]);
        assert_eq!(output.status.code(), Some(1));
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(complaint.contains(why), "{complaint}");
    }
}
