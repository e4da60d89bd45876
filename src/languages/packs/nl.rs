//! The pack of Dutch as a file of its own.

groundswell_languages::pack!(groundswell_languages::DUTCH);
