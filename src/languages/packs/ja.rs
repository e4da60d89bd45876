//! The pack of Japanese as a file of its own.

groundswell_languages::pack!(groundswell_languages::JAPANESE);
