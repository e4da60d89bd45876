//! How many streams may be open: of the hub, and of one network, so that nobody takes all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;

/// The places for streams.
pub struct Seats {
    most: usize,
    most_per_network: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    /// No network without a stream.
    networks: HashMap<IpNet, usize>,
}

/// A stream's place, given back when it is dropped.
pub struct Seat {
    seats: Arc<Seats>,
    network: IpNet,
}

impl Seats {
    pub fn new(most: usize, most_per_network: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            most_per_network,
            taken: Mutex::default(),
        })
    }

    /// A place for a stream to this network, if there is one.
    pub fn take(self: &Arc<Self>, network: IpNet) -> Option<Seat> {
        let mut taken = self.lock();
        let of_network = taken.networks.get(&network).copied().unwrap_or(0);
        if taken.all >= self.most || of_network >= self.most_per_network {
            return None;
        }
        taken.all += 1;
        taken.networks.insert(network, of_network + 1);
        Some(Seat {
            seats: Arc::clone(self),
            network,
        })
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.all = taken.all.saturating_sub(1);
        let left = taken.networks.get(&self.network).copied().unwrap_or(0);
        match left.saturating_sub(1) {
            0 => taken.networks.remove(&self.network),
            left => taken.networks.insert(self.network, left),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_network_takes_every_place() {
        let seats = Seats::new(3, 2);
        let [here, there] = ["10.0.0.0/24", "10.0.1.0/24"].map(|text| text.parse().unwrap());
        let mut first: Vec<_> = (0..2).map(|_| seats.take(here).unwrap()).collect();
        assert!(seats.take(here).is_none(), "the network's");
        let other = seats.take(there).unwrap();
        assert!(seats.take(there).is_none(), "the hub's");
        assert_eq!(seats.taken(), 3);
        first.pop();
        drop(seats.take(here).unwrap());
        drop((first, other));
        assert_eq!(seats.taken(), 0);
        assert!(seats.lock().networks.is_empty());
    }
}
