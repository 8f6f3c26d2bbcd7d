namespace Fairlead.Testing;

/// <summary>Addresses that no connection may have, in the spellings by which they get past a careless check.</summary>
public static class UnsafeUrls
{
    public static IReadOnlyList<string> All { get; } =
    [
        // URL-01, URL-02
        "http://127.0.0.1",
        "https://127.0.0.1",
        "https://127.1",
        "https://0x7f.1",
        "https://0177.0.0.1",
        "https://2130706433",
        "https://0",
        "https://[::1]",
        "https://[::ffff:7f00:1]",
        "https://①②⑦.⓪.⓪.①/",
        "https://ⓔxample.com",
        "https://ｅxample.com",
        "https://localhost.",
        "https://jira.localhost",
        "https://169.254.169.254",
        "https://[fe80::1]",
        "https://100.100.100.200",
        // URL-05, URL-06, URL-07
        "https://user:pw@jira.example",
        "http://jira.example",
        "ftp://jira.example",
        "file:///etc/passwd",
        "gopher://jira.example",
        "jar:https://jira.example!/",
        "javascript:alert(1)",
        "//evil.example",
        "https:\\\\evil.example",
        "https:///x",
        ":443",
        "",
        "atlassian.net@evil",
        "https://a@b@jira.example",
        "https://127.0.0.1:8080/",
        "data:text/html,x",
        "https://[::]",
        "https://[fd00:ec2::254]",
        "https://jira.example:0",
    ];
}
