using System.Text.Json;

namespace Fairlead.Cli.Demo.Lifecycle;

/// <summary>Reports of a scanner that looks at one small application again and again.</summary>
internal static class StoryScan
{
    public const string Injection = "sql-injection";
    public const string Password = "hard-coded-password";
    public const string Traversal = "path-traversal";
    public const string Redirect = "open-redirect";

    public static IReadOnlyList<string> Everything { get; } = [Injection, Password, Traversal];

    /// <returns>A complete report in the generic format that holds these findings.</returns>
    public static Stream Of(IReadOnlyList<string> rules, DateTimeOffset at) => new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new
    {
        scanner = "night-scan",
        asset = "ledger",
        created_at = at.ToString("O"),
        findings = rules.Select(rule => new
        {
            rule_id = rule,
            title = TitleOf(rule),
            severity = rule == Injection ? "critical" : "high",
            kind = "code_weakness",
            file_path = FileOf(rule),
        }),
    }));

    private static string TitleOf(string rule) => rule switch
    {
        Injection => "A query is put together from what the user typed",
        Password => "The password of the mail account is in the source",
        Redirect => "The address after signing in comes from the request",
        _ => "A file name from the request is opened as it is",
    };

    private static string FileOf(string rule) => rule switch
    {
        Injection => "src/orders.js",
        Password => "src/mail.js",
        Redirect => "src/sign-in.js",
        _ => "src/receipts.js",
    };
}
