//! The pack of Portuguese as a file of its own.

groundswell_languages::pack!(groundswell_languages::PORTUGUESE);
