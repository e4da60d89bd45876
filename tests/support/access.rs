//! What assistive technology gets of a page: what axe-core finds wrong, and roles and names as browsers compute them.

use std::path::Path;

use serde_json::json;

use crate::http;
use crate::reader::Reader;

/// Checks all that is ours, with every rule that holds for a part of a page.
const CHECK: &str = "const [source, done] = arguments;
    if (!window.axe) (0, eval)(source);
    const ours = ['groundswell-panel', 'groundswell-cloud', 'groundswell-rating'];
    const include = ours.filter((name) => document.querySelector(name)).map((name) => [name]);
    axe.run({ include }, { resultTypes: ['violations'] }).then(
      ({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ html, any }) => `${id} (${help}): ${html.slice(0, 200)} ${any.map(({ message }) => message)}`))),
      (error) => done([String(error)]));";

impl Reader {
    /// Fails for whatever axe-core finds in what is ours, as the page is now.
    pub async fn check_access(&self, state: &str) {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/axe-core/axe.min.js");
        let source = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}; npm ci gets it", file.display()));
        let found = self.execute_async(CHECK, vec![json!(source)]).await;
        assert_eq!(found, json!([]), "{state}");
    }

    /// The role and the name that the browser computes for the element that a JavaScript expression is.
    pub async fn role_and_name(&self, element: &str) -> (String, String) {
        let url = self.address_of(element).await;
        let role = http::get(&format!("{url}/computedrole")).await;
        let name = http::get(&format!("{url}/computedlabel")).await;
        let text = |answer: &serde_json::Value| answer["value"].as_str().unwrap().to_owned();
        (text(&role), text(&name))
    }
}
