using System.Globalization;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Lists of a form whose order counts. Buttons take an entry away, bring it one further up, or show one more to be filled in; none of them saves.</summary>
internal static class FormRows
{
    /// <summary>Name of the buttons.</summary>
    public const string Button = "row";

    public static string Add(string list) => $"{list} add";

    public static string Remove(string list, int index) => $"{list} remove {index.ToString(CultureInfo.InvariantCulture)}";

    public static string Up(string list, int index) => $"{list} up {index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Part of the names of an entry's inputs, and its place on the page.</summary>
    /// <param name="index">From 0, as in the configuration.</param>
    public static string IdOf(string list, int index) => $"{list}.{index.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The list that is to show one more entry; <see langword="null"/>: none.</summary>
    public static string? GrownIn(IFormCollection form) => form[Button].ToString().Split(' ') is [var list, "add"] ? list : null;

    /// <summary>Entries as they were entered, after what a button asks for.</summary>
    /// <param name="input">One that every entry has.</param>
    /// <param name="read">Of the index of an entry and its id; gives <see langword="null"/> for one that was left empty.</param>
    /// <returns><see langword="null"/> for none.</returns>
    public static IReadOnlyList<T>? Read<T>(IFormCollection form, string list, string input, Func<int, string, T?> read)
        where T : class
    {
        var rows = new List<T?>();
        while (form.ContainsKey($"{IdOf(list, rows.Count)}.{input}"))
            rows.Add(read(rows.Count, IdOf(list, rows.Count)));
        if (form[Button].ToString().Split(' ') is [var of, var what, var at] && of == list && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < rows.Count)
        {
            var row = rows[index];
            rows.RemoveAt(index);
            if (what == "up")
                rows.Insert(Math.Max(0, index - 1), row);
        }

        return rows.OfType<T>().ToList() is { Count: > 0 } kept ? kept : null;
    }
}
