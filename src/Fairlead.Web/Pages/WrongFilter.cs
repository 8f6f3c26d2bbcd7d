using Fairlead.Kernel.Text;

namespace Fairlead.Web.Pages;

/// <summary>A filter in a page's address that is not understood: told, and not applied.</summary>
/// <param name="Name">Of the parameter.</param>
/// <param name="Value">As it was given.</param>
/// <param name="Allowed">What may stand there.</param>
public sealed record WrongFilter(string Name, string Value, IReadOnlyList<string> Allowed)
{
    /// <summary>For a person, in one line.</summary>
    public string Message =>
        $"“{PlainText.Cut(PlainText.OneLine(Value), 80)}” is no {Name}, so that filter is left out. There {(Allowed.Count == 1 ? "is" : "are")}: {string.Join(", ", Allowed)}.";

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
}
