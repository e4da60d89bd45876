//! One kind of reverse proxy: how its example becomes a whole configuration, and how it is run.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::command;

/// The hub's address in every example.
const HUB: &str = "127.0.0.1:8300";

/// How long a proxy may take to begin.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// How often to look whether it has.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Where Debian keeps Apache's modules.
const APACHE_MODULES: &str = "/usr/lib/apache2/modules";

/// A kind of proxy, with its program.
pub struct Proxy {
    name: &'static str,
    example: &'static str,
    program: PathBuf,
    /// The line of the example that lets nobody sign on, and one that signs on `ann`.
    sign_on: [&'static str; 2],
    /// A whole configuration around an example.
    whole: fn(example: &str, listen: SocketAddr, folder: &Path) -> String,
    check: fn(&mut Command, &Path),
    run: fn(&mut Command, &Path),
}

impl Proxy {
    pub fn nginx(program: PathBuf) -> Self {
        Self {
            name: "nginx",
            example: "nginx.conf",
            program,
            sign_on: [
                "proxy_set_header Groundswell-User \"\";",
                "proxy_set_header Groundswell-User \"ann\";",
            ],
            whole: nginx,
            check: |command, file| {
                command.arg("-t").arg("-q").arg("-c").arg(file);
            },
            run: |command, file| {
                command.arg("-c").arg(file);
            },
        }
    }

    pub fn caddy(program: PathBuf) -> Self {
        Self {
            name: "caddy",
            example: "Caddyfile",
            program,
            sign_on: [
                "header_up -Groundswell-User",
                "header_up Groundswell-User ann",
            ],
            whole: caddy,
            check: |command, file| {
                command
                    .args(["validate", "--adapter", "caddyfile", "--config"])
                    .arg(file);
            },
            run: |command, file| {
                command
                    .args(["run", "--adapter", "caddyfile", "--config"])
                    .arg(file);
            },
        }
    }

    pub fn apache(program: PathBuf) -> Self {
        Self {
            name: "apache",
            example: "apache.conf",
            program,
            sign_on: [
                "RequestHeader unset Groundswell-User",
                "RequestHeader set Groundswell-User ann",
            ],
            whole: apache,
            check: |command, file| {
                command.arg("-t").arg("-f").arg(file);
            },
            run: |command, file| {
                command.arg("-D").arg("FOREGROUND").arg("-f").arg(file);
            },
        }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name of its example.
    pub fn example(&self) -> &'static str {
        self.example
    }

    /// The example, changed as it says so that everybody is signed on as `ann`.
    pub fn signing_on(&self, example: &str) -> anyhow::Result<String> {
        let [nobody, ann] = self.sign_on;
        if !example.contains(nobody) {
            bail!("{} does not say '{nobody}'", self.example);
        }
        Ok(example.replace(nobody, ann))
    }

    /// Checks the example and runs the proxy with it in front of `hub`.
    pub fn start(&self, example: &str, hub: SocketAddr, folder: &Path) -> anyhow::Result<Running> {
        if !example.contains(HUB) {
            bail!("{} does not name {HUB}", self.example);
        }
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let example = example.replace(HUB, &hub.to_string());
        let file = folder.join(self.example);
        fs::write(&file, (self.whole)(&example, listen, folder))?;
        let mut check = self.command(folder);
        (self.check)(&mut check, &file);
        command::quietly(&mut check)?;
        let mut run = self.command(folder);
        (self.run)(&mut run, &file);
        let log = fs::File::create(folder.join("log"))?;
        let child = run.stdout(Stdio::null()).stderr(log).spawn();
        let mut running = Running {
            child: child.with_context(|| format!("cannot start {}", self.name))?,
            address: listen,
        };
        running
            .wait()
            .with_context(|| fs::read_to_string(folder.join("log")).unwrap_or_default())?;
        Ok(running)
    }

    fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(&self.program);
        // Caddy keeps what it knows in these.
        let home = [
            ("HOME", folder),
            ("XDG_CONFIG_HOME", folder),
            ("XDG_DATA_HOME", folder),
        ];
        command.current_dir(folder).envs(home);
        command
    }
}

/// A proxy that runs until this is dropped.
pub struct Running {
    child: Child,
    pub address: SocketAddr,
}

impl Running {
    fn wait(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        while TcpStream::connect_timeout(&self.address, LOOK_EVERY).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended by itself ({status})");
            }
            if start.elapsed() > START_TIMEOUT {
                bail!("it does not answer on {}", self.address);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }
}

impl Drop for Running {
    /// Asked first: the first process of nginx and of Apache takes the others with it.
    fn drop(&mut self) {
        let pid = self.child.id().to_string();
        command::succeeds(Command::new("kill").args(["-TERM", &pid]));
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && start.elapsed() < START_TIMEOUT {
            std::thread::sleep(LOOK_EVERY);
        }
        // Fails where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn nginx(example: &str, listen: SocketAddr, folder: &Path) -> String {
    let folder = folder.display();
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let paths = paths.map(|name| format!("{name}_temp_path {folder}/{name};\n"));
    format!(
        "daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{}access_log off;\n\
         server {{\nlisten {listen};\n{example}\n}}\n}}\n",
        paths.concat()
    )
}

fn caddy(example: &str, listen: SocketAddr, _: &Path) -> String {
    format!("{{\nadmin off\nauto_https off\n}}\nhttp://{listen} {{\n{example}\n}}\n")
}

fn apache(example: &str, listen: SocketAddr, folder: &Path) -> String {
    let folder = folder.display();
    let modules = ["mpm_event", "authz_core", "headers", "proxy", "proxy_http"];
    let modules =
        modules.map(|name| format!("LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so\n"));
    format!(
        "{}ServerRoot {folder}\nServerName localhost\nListen {listen}\nPidFile {folder}/pid\n\
         ErrorLog /dev/stderr\nUser nobody\nGroup nogroup\n<VirtualHost *>\n{example}\n</VirtualHost>\n",
        modules.concat()
    )
}
