using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Fairlead.Cli.Terminal;

namespace Fairlead.Cli.Commands;

/// <summary>Options that mean the same wherever they are, and values that are read in one way.</summary>
internal static class CommonOptions
{
    public const int LargestLimit = 1_000_000;

    private const string Day = "yyyy-MM-dd";

    private static readonly string[] DateFormats = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of text" };

    /// <summary>A number with bounds; outside of them it is a usage error.</summary>
    public static Option<int> Number(string[] names, string value, string description, int preset, int least, int most) =>
        new(names[0], names[1..])
        {
            Description = description,
            HelpName = value,
            DefaultValueFactory = _ => preset,
            CustomParser = result =>
            {
                var typed = Typed(result);
                if (int.TryParse(typed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                    return number;
                result.AddError($"{names[0]} is between {least} and {most}, not \"{InertText.OneLine(typed, 80)}\"");
                return preset;
            },
        };

    /// <summary>A day, or a moment; in UTC unless it names another zone.</summary>
    public static Option<DateTimeOffset?> Date(string name, string description) => Moment(name, description, day => day);

    /// <summary>The last day on which something holds, or the moment at which it ends; in UTC unless that names another zone.</summary>
    /// <returns>The first instant at which it holds no longer.</returns>
    public static Option<DateTimeOffset?> LastDay(string name, string description) =>
        Moment(name, description, day => day.Date == DateTime.MaxValue.Date ? DateTimeOffset.MaxValue : day.AddDays(1));

    private static Option<DateTimeOffset?> Moment(string name, string description, Func<DateTimeOffset, DateTimeOffset> ofDay) =>
        new(name)
        {
            Description = description,
            HelpName = "DATE",
            CustomParser = result =>
            {
                var typed = Typed(result);
                const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
                if (DateTimeOffset.TryParseExact(typed, Day, CultureInfo.InvariantCulture, Utc, out var day))
                    return ofDay(day);
                if (DateTimeOffset.TryParseExact(typed, DateFormats, CultureInfo.InvariantCulture, Utc, out var moment))
                    return moment;
                result.AddError($"{name} is a date such as 2027-01-31 or 2027-01-31T18:00:00Z, not \"{InertText.OneLine(typed, 80)}\"");
                return null;
            },
        };

    private static string Typed(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
}
