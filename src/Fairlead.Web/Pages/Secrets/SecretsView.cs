using System.Globalization;
using Fairlead.Client;
using Fairlead.Kernel;

namespace Fairlead.Web.Pages.Secrets;

/// <summary>The state of the list of secrets, all of it in the address. What cannot be understood is in <see cref="Wrong"/>.</summary>
/// <param name="Connection">Name; <see langword="null"/>: the first that there is.</param>
/// <param name="Project">Key or id.</param>
/// <param name="Issue">Key.</param>
/// <param name="Reviewed"><see langword="null"/>: both.</param>
/// <param name="Revoked"><see langword="null"/>: both.</param>
/// <param name="Rule">By id.</param>
/// <param name="Severity">This one and worse; <see langword="null"/>: all.</param>
/// <param name="Start">Of the first one that is shown, from 0.</param>
public sealed record SecretsView(string? Connection, string? Project, string? Issue, bool? Reviewed, bool? Revoked, string? Rule, Severity? Severity, int Start)
{
    public const int PageSize = 50;

    public IReadOnlyList<WrongFilter> Wrong { get; init; } = [];

    public bool IsFiltered => Project is not null || Issue is not null || Reviewed is not null || Revoked is not null || Rule is not null || Severity is not null;

    public string Address => "/secrets" + Query.Of(
        ("connection", Connection), ("project", Project), ("issue", Issue), ("reviewed", WordOf(Reviewed)), ("revoked", WordOf(Revoked)), ("rule", Rule), ("severity", Severity?.ToString().ToLowerInvariant()),
        ("start", Start > 0 ? Start.ToString(CultureInfo.InvariantCulture) : null));

    public static SecretsView Read(IQueryCollection query)
    {
        List<WrongFilter> wrong = [.. WrongFilter.Unknown(query, "connection", "project", "issue", "reviewed", "revoked", "rule", "severity", "start", "done")];
        _ = int.TryParse(query["start"], NumberStyles.None, CultureInfo.InvariantCulture, out var start);
        return new(
            Text(query, "connection"), Text(query, "project"), Text(query, "issue")?.ToUpperInvariant(), Flag(query, "reviewed", wrong), Flag(query, "revoked", wrong), Text(query, "rule"),
            SeverityOf(query, wrong), start)
        {
            Wrong = wrong,
        };
    }

    public static string? WordOf(bool? flag) => flag switch
    {
        null => null,
        true => "true",
        false => "false",
    };

    private static string? Text(IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 and <= 100 } text ? text : null;

    private static Severity? SeverityOf(IQueryCollection query, List<WrongFilter> wrong)
    {
        var text = query["severity"].ToString();
        if (text.Length == 0)
            return null;
        if (text.All(char.IsAsciiLetter) && Enum.TryParse<Severity>(text, ignoreCase: true, out var severity))
            return severity;
        wrong.Add(new("severity", text, ["critical", "high", "medium", "low", "informational"]));
        return null;
    }

    private static bool? Flag(IQueryCollection query, string name, List<WrongFilter> wrong)
    {
        var text = query[name].ToString();
        if (text is "" or "true" or "false")
            return text.Length == 0 ? null : text == "true";
        wrong.Add(new(name, text, ["true", "false"]));
        return null;
    }
}
