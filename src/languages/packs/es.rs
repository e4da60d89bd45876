//! The pack of Spanish as a file of its own.

groundswell_languages::pack!(groundswell_languages::SPANISH);
