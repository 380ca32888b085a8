//! Section `[media]`.

use std::path::PathBuf;
use std::time::Duration;

use linekeeper_domain::messages::MOST_MEDIA_BYTES;
use linekeeper_media::{MediaRules, S3};
use serde::Deserialize;

use super::range::within;
use super::secret::Secret;

/// Files of messages and those that are to be sent. They are on where `[messages]` is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct MediaSection {
    /// Folder in which files are kept, sealed. Unset: `media` in `store.data_dir`. Processes that share a database share it.
    pub(crate) directory: Option<PathBuf>,
    /// Bucket in which files are kept instead.
    pub(crate) s3: Option<S3Section>,
    /// Most megabytes (of 1,048,576 bytes) of a file.
    pub(crate) max_mb: u64,
    /// Days after which a file is deleted; one of a message goes with its event at the latest.
    pub(crate) retention_days: u32,
    /// Most megabytes (of 1,000,000 bytes) that the files of all companies may take.
    pub(crate) quota_mb: u64,
    /// Megabytes (of 1,000,000 bytes) that are left free on the disk of the folder.
    pub(crate) spare_mb: u64,
    /// Most files on their way at once: as many uploads, as many from WhatsApp, as many answers.
    pub(crate) concurrent: u32,
    /// Longest time in seconds for a file to come or go.
    pub(crate) transfer_seconds: u64,
}

/// Bucket of S3, or of a server that speaks its protocol.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct S3Section {
    /// Name of the bucket.
    bucket: String,
    /// URL of the server. Unset: Amazon's in the region.
    endpoint: Option<String>,
    /// Region.
    #[serde(default = "anywhere")]
    region: String,
    /// Id of the access key.
    access_key_id: Secret,
    /// The access key.
    secret_access_key: Secret,
    /// What the names of all objects begin with.
    #[serde(default)]
    prefix: String,
}

fn anywhere() -> String {
    "us-east-1".to_owned()
}

impl Default for MediaSection {
    fn default() -> Self {
        let MediaRules { kept_days, at_once, transfer, .. } = MediaRules::default();
        Self {
            directory: None,
            s3: None,
            max_mb: MOST_MEDIA_BYTES >> 20,
            retention_days: kept_days,
            quota_mb: 10_000,
            spare_mb: 500,
            concurrent: u32::try_from(at_once).unwrap_or(8),
            transfer_seconds: transfer.as_secs(),
        }
    }
}

impl MediaSection {
    /// Limits of files, where events are kept for so many days.
    pub(crate) fn rules(&self, events_kept_days: u32) -> MediaRules {
        MediaRules {
            most_bytes: self.max_mb << 20,
            kept_days: self.retention_days,
            events_kept_days,
            quota: self.quota_mb.saturating_mul(1_000_000),
            spare: self.spare_mb.saturating_mul(1_000_000),
            at_once: self.concurrent as usize,
            transfer: Duration::from_secs(self.transfer_seconds),
            ..MediaRules::default()
        }
    }

    /// The bucket, if there is one.
    pub(crate) fn bucket(&self) -> Option<S3> {
        self.s3.as_ref().map(|s3| S3 {
            bucket: s3.bucket.clone(),
            endpoint: s3.endpoint.clone(),
            region: s3.region.clone(),
            access_key_id: s3.access_key_id.expose().to_owned(),
            secret_access_key: s3.secret_access_key.expose().to_owned(),
            prefix: s3.prefix.clone(),
        })
    }

    pub(super) fn check(&self) -> Result<(), String> {
        within("media.max_mb", self.max_mb, 1..=MOST_MEDIA_BYTES >> 20)?;
        within("media.retention_days", self.retention_days, 1..=3650)?;
        within("media.quota_mb", self.quota_mb, 1..=1_000_000_000)?;
        within("media.spare_mb", self.spare_mb, 0..=1_000_000_000)?;
        within("media.concurrent", self.concurrent, 1..=100)?;
        within("media.transfer_seconds", self.transfer_seconds, 1..=3600)?;
        if self.directory.is_some() && self.s3.is_some() {
            return Err("media.directory and media.s3 cannot both be set".to_owned());
        }
        let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
        match self.s3.as_ref().and_then(|s3| s3.endpoint.as_deref()) {
            Some(endpoint) if !is_web(endpoint) => Err("media.s3.endpoint begins with https:// or http://".to_owned()),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s3(endpoint: &str) -> S3Section {
        let secret = || Secret::new("hidden".to_owned());
        S3Section {
            bucket: "files".to_owned(),
            endpoint: Some(endpoint.to_owned()),
            region: anywhere(),
            access_key_id: secret(),
            secret_access_key: secret(),
            prefix: String::new(),
        }
    }

    #[test]
    fn defaults_are_those_of_the_rules() {
        assert_eq!(MediaSection::default().rules(30), MediaRules::default());
        assert!(MediaSection::default().check().is_ok());
    }

    #[test]
    fn bucket_needs_a_url_and_excludes_a_folder() {
        let section = |endpoint| MediaSection { s3: Some(s3(endpoint)), ..MediaSection::default() };
        assert!(section("https://s3.example").check().is_ok());
        assert!(section("s3.example").check().unwrap_err().contains("media.s3.endpoint"));
        let both = MediaSection { directory: Some("files".into()), ..section("https://s3.example") };
        assert!(both.check().unwrap_err().contains("media.directory"));
        assert!(!format!("{both:?}").contains("hidden"));
    }
}
