using Fairlead.Kernel.Text;

namespace Fairlead.Web.Pages;

/// <summary>A filter in a page's address that is not understood: told, and not applied.</summary>
/// <param name="Name">Of the parameter.</param>
/// <param name="Value">As it was given.</param>
/// <param name="Allowed">What may stand there; where there is no such parameter, those that there are.</param>
/// <param name="IsUnknown">There is no parameter of this name.</param>
public sealed record WrongFilter(string Name, string Value, IReadOnlyList<string> Allowed, bool IsUnknown = false)
{
    private const int MaxUnknown = 10;

    /// <summary>For a person, in one line.</summary>
    public string Message => IsUnknown
        ? $"There is no filter “{Shown(Name)}”, so it is left out{(NearMiss.Of(Name, Allowed) is { } near ? $"; did you mean {near}?" : ".")}{Known}"
        : $"“{Shown(Value)}” is no {Name}, so that filter is left out.{Known}";

    private string Known => Allowed.Count == 0 ? "" : $" There {(Allowed.Count == 1 ? "is" : "are")}: {string.Join(", ", Allowed)}.";

    /// <summary>Parameters that the page does not know.</summary>
    /// <param name="known">All that it does.</param>
    internal static IEnumerable<WrongFilter> Unknown(IQueryCollection query, params IReadOnlyList<string> known) => query
        .Where(q => !known.Contains(q.Key, StringComparer.OrdinalIgnoreCase))
        .Take(MaxUnknown)
        .Select(q => new WrongFilter(q.Key, q.Value.ToString(), known, IsUnknown: true));

    /// <summary>One of an enum's values in camelCase; nothing, with an entry in <paramref name="wrong"/>, for any other text.</summary>
    internal static T? Read<T>(IQueryCollection query, string name, List<WrongFilter> wrong)
        where T : struct, Enum
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (FindingsView.WordOf(value) == text)
                return value;
        }

        wrong.Add(new(name, text, [.. Enum.GetValues<T>().Select(FindingsView.WordOf)]));
        return null;
    }

    /// <summary>What the form that led here did: the address <c>done</c>. Nothing where this is itself the answer to a form.</summary>
    internal static T? ReadDone<T>(HttpRequest request, List<WrongFilter> wrong)
        where T : struct, Enum => Read<T>(request.Query, "done", wrong) is { } done && HttpMethods.IsGet(request.Method) ? done : null;

    /// <summary><c>true</c> or <c>false</c>; nothing, with an entry in <paramref name="wrong"/>, for any other text.</summary>
    internal static bool? ReadFlag(IQueryCollection query, string name, List<WrongFilter> wrong)
    {
        switch (query[name].ToString())
        {
            case "true":
                return true;
            case "false":
                return false;
            case { Length: > 0 } text:
                wrong.Add(new(name, text, ["true", "false"]));
                return null;
            default:
                return null;
        }
    }

    /// <summary>An id; nothing, with an entry in <paramref name="wrong"/>, for any other text.</summary>
    internal static T? ReadId<T>(IQueryCollection query, string name, List<WrongFilter> wrong)
        where T : struct, IParsable<T>
    {
        var text = query[name].ToString();
        if (text.Length == 0)
            return null;
        if (T.TryParse(text, null, out var id))
            return id;
        wrong.Add(new(name, text, ["the ids that links of these pages carry"]));
        return null;
    }

    private static string Shown(string text) => PlainText.Cut(PlainText.OneLine(text), 80);
}
