//! What a stream needs of its socket, whatever lies between it and the network.

use std::io;
use std::time::Duration;

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// Most bytes that the system holds for a client that does not take them; it doubles them for its own
/// needs. The state of all posts that a stream may watch takes little more.
const SEND_BUFFER: usize = 16 * 1024;

/// Most of those that are not even on their way: what waits longer is better told anew.
const UNSENT: u32 = 4 * 1024;

/// A connection that can become a stream.
pub trait Socket: AsyncRead + AsyncWrite + Send + Unpin {
    /// Bounds what the system holds for the client, and how long the client may be silent when it should
    /// acknowledge something: nobody says goodbye when a laptop is closed.
    ///
    /// # Errors
    /// What the system says. The connection works all the same, and costs more.
    fn make_stream(&self, patience: Duration) -> io::Result<()>;
}

impl Socket for TlsStream<TcpStream> {
    fn make_stream(&self, patience: Duration) -> io::Result<()> {
        self.get_ref().0.make_stream(patience)
    }
}

impl Socket for TcpStream {
    fn make_stream(&self, patience: Duration) -> io::Result<()> {
        let socket = SockRef::from(self);
        socket.set_send_buffer_size(SEND_BUFFER)?;
        #[cfg(any(target_os = "android", target_os = "linux"))]
        {
            socket.set_tcp_notsent_lowat(UNSENT)?;
            socket.set_tcp_user_timeout(Some(patience))?;
        }
        Ok(())
    }
}
