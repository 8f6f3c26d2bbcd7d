namespace Fairlead.Secrets.Dialects;

/// <summary>In which language of regular expressions a pattern was written.</summary>
public enum RegexDialect
{
    /// <summary>java.util.regex, which scanners inside Jira take.</summary>
    Java,

    /// <summary>RE2, which gitleaks takes.</summary>
    Go,

    /// <summary>The crate regex, which Kingfisher takes.</summary>
    Rust,
}
