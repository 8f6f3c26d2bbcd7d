using System.Globalization;
using Fairlead.Platform.Tickets;
using Fairlead.Web.Shell;
using Microsoft.Extensions.Primitives;

namespace Fairlead.Web.Pages.Configurations.Form;

/// <summary>Values of a form; what is empty is nothing.</summary>
internal static class FormValues
{
    public static string? Word(IFormCollection form, string field) => Forms.Text(form, field).Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Entries one below the other, or of several inputs.</summary>
    public static IReadOnlyList<string>? Lines(StringValues values) =>
        values.SelectMany(v => v!.ReplaceLineEndings("\n").Split('\n')).Select(v => v.Trim()).Where(v => v.Length > 0).ToList() is { Count: > 0 } lines ? lines : null;

    /// <param name="path">Of the configuration, for what is wrong.</param>
    public static int? Number(IFormCollection form, string field, string path, List<ConfigurationFault> faults)
    {
        if (Word(form, field) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        faults.Add(new(path, $"“{text}” is no whole number", "write digits only, or leave it empty"));
        return null;
    }

    /// <inheritdoc cref="Number"/>
    public static double? Part(IFormCollection form, string field, string path, List<ConfigurationFault> faults)
    {
        if (Word(form, field) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var part))
            return part;
        faults.Add(new(path, $"“{text}” is no number from 0 to 1", "0.5 for one half"));
        return null;
    }

    public static bool? Flag(IFormCollection form, string field) => form[field].ToString() switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    public static T? Enum<T>(string? word)
        where T : struct, System.Enum
    {
        foreach (var value in System.Enum.GetValues<T>())
        {
            if (FindingsView.WordOf(value) == word)
                return value;
        }

        return null;
    }
}
