//! `/v1/openapi.json`: the description of `/v1`, made from the handlers and types themselves.
//!
//! A handler says what it answers when all is well. What can go wrong follows from what a request has
//! (a body, a query, names in its path, a token) and is added here, once for all.

#![expect(
    unused_qualifications,
    reason = "the macro expands the name of a schema to its path"
)]

use std::sync::OnceLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Content, Header, OpenApi as Document, Ref, RefOr, Required, Response, Server,
};
use utoipa::{Modify, OpenApi, PartialSchema, ToSchema};

use super::administration;
#[cfg(feature = "oidc")]
use super::login;
use super::{find, looks, ratings, readers, spaces, stream, tallies, top};
use crate::error::Problem;
use crate::term::MAX_TERM;

/// The name of the way to say who is asking.
const TOKEN: &str = "token";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Groundswell hub",
        description = "Shared ratings of the posts on an organisation's pages. Requests that change \
                       something carry a token or the header `Groundswell-Request: 1`."
    ),
    tags(
        (name = "reader", description = "What a reader's page asks and says"),
        (name = "administration", description = "What administrators do")
    ),
    paths(
        readers::create,
        spaces::show,
        ratings::set,
        ratings::remove,
        tallies::list,
        stream::open,
        looks::add,
        top::list,
        administration::hide_post,
        administration::show_post,
        administration::hide_term,
        administration::show_term,
        administration::hide_reader,
        administration::show_reader,
        administration::readers,
        find::find,
        administration::audit,
    ),
    components(schemas(Problem))
)]
struct Described;

/// What only a hub has whose readers may sign on at an OpenID provider.
#[cfg(feature = "oidc")]
#[derive(OpenApi)]
#[openapi(paths(login::begin, login::finish))]
struct LoginDescribed;

/// The description of this program, as it was built.
pub fn document() -> Document {
    let mut document = Described::openapi();
    #[cfg(feature = "oidc")]
    document.merge(LoginDescribed::openapi());
    Whole.modify(&mut document);
    document
}

/// The document as JSON.
pub async fn show() -> impl IntoResponse {
    static JSON: OnceLock<String> = OnceLock::new();
    let json = JSON.get_or_init(|| document().to_json().unwrap_or_default());
    ([(CONTENT_TYPE, "application/json")], json.as_str())
}

/// A post's identity, as [`PostId`](groundswell_protocol::PostId) writes it.
pub struct Post;

impl PartialSchema for Post {
    fn schema() -> RefOr<Schema> {
        text("^[A-Za-z0-9_-]{21}[AQgw]$").into()
    }
}

impl ToSchema for Post {}

/// Which of its sender's requests this is, as [`RequestOrder`](groundswell_protocol::RequestOrder) writes it.
pub struct Order;

impl PartialSchema for Order {
    fn schema() -> RefOr<Schema> {
        text("^[0-9]{1,16} [0-9]{1,16}$")
            .description(Some(
                "A number drawn by chance that is the sender's own, and one that goes up with each of its \
                 requests, both at most 9007199254740992. A request changes nothing where one of the same \
                 sender with a higher number came first.",
            ))
            .into()
    }
}

impl ToSchema for Order {}

/// Counts by value, as [`Tally`](groundswell_protocol::Tally) writes them.
pub struct Counts;

impl PartialSchema for Counts {
    fn schema() -> RefOr<Schema> {
        let count = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(u32::MAX));
        let value: Schema = text("^(-1|[1-5])$").into();
        ObjectBuilder::new()
            .property_names(Some(value))
            .additional_properties(Some(Schema::from(count)))
            .description(Some(
                "How many readers gave each value; values nobody gave are left out",
            ))
            .into()
    }
}

impl ToSchema for Counts {}

fn text(pattern: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .pattern(Some(pattern))
}

/// Adds what holds for every path.
struct Whole;

impl Modify for Whole {
    fn modify(&self, document: &mut Document) {
        // From the document's own address, wherever a proxy mounts it.
        document.servers = Some(vec![Server::new("../v1")]);
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        if let Some(components) = &mut document.components {
            components.add_security_scheme(TOKEN, SecurityScheme::Http(scheme));
        }
        for (path, item) in &mut document.paths.paths {
            let names = path_parameters(path);
            let administration = path.starts_with("/admin");
            for (changes, operation) in operations(item) {
                complete(operation, &names, changes, administration);
            }
        }
    }
}

/// The operations of a path, each with whether it changes anything.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (bool, &mut Operation)> {
    let changing = [&mut item.put, &mut item.post, &mut item.delete];
    let reading = item.get.iter_mut().map(|operation| (false, operation));
    let changing = changing.into_iter().flatten();
    reading.chain(changing.map(|operation| (true, operation)))
}

/// The names in a path like `/spaces/{space}`.
fn path_parameters(path: &str) -> Vec<Parameter> {
    let names = path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        Some(
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Path)
                .required(Required::True)
                .schema(Some(named(name)))
                .build(),
        )
    });
    names.collect()
}

fn named(name: &str) -> Schema {
    let schema = match name {
        "post" => return text("^[A-Za-z0-9_-]{21}[AQgw]$").into(),
        "reader" => text("^[0-9a-f]{32}$"),
        "term" => text("\\S").min_length(Some(1)).max_length(Some(MAX_TERM)),
        _ => text("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")
            .max_length(Some(groundswell_protocol::MAX_SPACE_LEN)),
    };
    schema.into()
}

/// Adds to an operation the names in its path and what can go wrong.
fn complete(operation: &mut Operation, names: &[Parameter], changes: bool, administration: bool) {
    let asks = operation.parameters.is_some();
    let says = operation.request_body.is_some();
    let own = operation.parameters.take().into_iter().flatten();
    let names_first = names.iter().cloned().map(RefOr::T);
    operation.parameters = Some(names_first.chain(own).collect());
    let mut refuse = |status: &str, why: &str| {
        let known = operation.responses.responses.contains_key(status);
        if !known {
            let problem = RefOr::T(problem(why, matches!(status, "429" | "503" | "507")));
            operation
                .responses
                .responses
                .insert(status.to_owned(), problem);
        }
    };
    // A proxy that names readers may do it wrongly, or somebody else may.
    let names_reader = changes && !administration;
    if asks || says || names_reader {
        refuse(
            "400",
            "The query, the body or the reader's name cannot be read",
        );
    }
    if operation_needs_token(changes, administration) {
        refuse("401", "Who is asking is not known");
    }
    if changes || administration {
        refuse("403", "This page or reader may not do this");
    }
    if !names.is_empty() {
        refuse("404", "No such space, post, term or reader");
    }
    if says {
        refuse("413", "The body is too large");
        refuse("415", "The body is not JSON");
        refuse("422", "A value is out of its range");
    }
    refuse("429", "Too many requests");
    refuse("503", "The hub cannot do this just now");
    if changes {
        refuse("507", "The hub has no room");
    }
}

fn operation_needs_token(changes: bool, administration: bool) -> bool {
    changes || administration
}

fn problem(why: &str, again: bool) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let mut response = Response::new(why);
    response
        .content
        .insert("application/problem+json".to_owned(), RefOr::T(content));
    if again {
        let seconds = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1));
        let header = Header::new(Schema::from(seconds));
        response
            .headers
            .insert("Retry-After".to_owned(), RefOr::T(header));
    }
    response
}
