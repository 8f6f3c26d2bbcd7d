using System.Text.Json;
using Fairlead.Cli.Commands;
using Fairlead.Client;
using Fairlead.Kernel.Text;

namespace Fairlead.Cli.Terminal;

/// <summary>Prints what a server answered: the contract's own records with <c>--json</c>, columns or facts otherwise.</summary>
internal static class Answers
{
    private static readonly JsonSerializerOptions Indented = new(FairleadJson.Tolerant)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Json<T>(Screen screen, T answer) => screen.Out.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>Prints what cannot be shown again. It is written before anything is said of it.</summary>
    /// <param name="what">Is printed: "the secret".</param>
    /// <param name="lost">What to do where it cannot be written.</param>
    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public static async Task OnceAsync<T>(Screen screen, bool json, T answer, string plain, string what, string lost)
    {
        try
        {
            if (json)
                Json(screen, answer);
            else
                screen.Out.WriteLine(plain);
            await screen.FlushAsync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || FileFailure.IsTooLarge(e))
        {
            throw new CommandFailedException(ExitCode.OutputFailed, $"cannot write {what}, which is lost: {FileFailure.Reason(e)}. {lost}", e);
        }
    }

    /// <param name="none">Said on standard error when there is nothing to list.</param>
    public static void List<T>(Screen screen, bool json, IReadOnlyList<T> items, string none, Func<IReadOnlyList<T>, Listing> listing)
    {
        if (json)
            Json(screen, items);
        else if (items.Count == 0)
            screen.Note(none);
        else
            listing(items).Write();
    }

    /// <summary>Names and values, one below the other; values that are absent are left out.</summary>
    public static void Facts(Screen screen, params IReadOnlyList<(string Name, string? Value)> facts)
    {
        var shown = facts.Where(f => !string.IsNullOrEmpty(f.Value)).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(f => f.Name.Length) + 2;
        foreach (var (name, value) in shown)
        {
            var text = InertText.OneLine(value!);
            if (width + text.Length <= screen.Width)
                screen.Out.WriteLine($"{name.PadRight(width)}{text}");
            else
                WriteWrapped(screen, name, text, width);
        }
    }

    /// <summary>A text of several lines, each of which is one on the screen too.</summary>
    public static void Lines(Screen screen, string text)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
            screen.Out.WriteLine($"  {InertText.OneLine(line)}".TrimEnd());
    }

    public static string When(DateTimeOffset? at) => at is { } instant ? instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'") : "";

    /// <summary>From when on something can be done: the full minute after it, so that what is repeated then is not too early.</summary>
    public static string From(DateTimeOffset at)
    {
        var minute = TimeSpan.TicksPerMinute;
        return When(new DateTimeOffset((at.UtcTicks + minute - 1) / minute * minute, TimeSpan.Zero));
    }

    private static void WriteWrapped(Screen screen, string name, string text, int width)
    {
        var indent = screen.Width < width + 20 ? 2 : width;
        var lines = TextWidth.Wrap(text, Math.Max(10, screen.Width - indent));
        if (indent < width)
            screen.Out.WriteLine(name);
        for (var i = 0; i < lines.Count; i++)
            screen.Out.WriteLine($"{(i == 0 && indent == width ? name.PadRight(width) : new string(' ', indent))}{lines[i]}");
    }
}
