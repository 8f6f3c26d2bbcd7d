UPDATE connections
   SET name = @Name, name_key = @NameKey, base_url = @BaseUrl, edition = @Edition, cloud_id = @CloudId, is_enabled = @IsEnabled,
       active_slot = @ActiveSlot, health = @Health, cause = @Cause, health_detail = @HealthDetail, account = @Account,
       site_seen_at = @SiteSeenAt, other_site = @OtherSite, revision = @Revision
 WHERE id = @Id AND revision = @ReadRevision
