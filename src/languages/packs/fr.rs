//! The pack of French as a file of its own.

groundswell_languages::pack!(groundswell_languages::FRENCH);
