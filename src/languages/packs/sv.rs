//! The pack of Swedish as a file of its own.

groundswell_languages::pack!(groundswell_languages::SWEDISH);
