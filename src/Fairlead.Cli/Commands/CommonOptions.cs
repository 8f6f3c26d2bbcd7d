using System.CommandLine;

namespace Fairlead.Cli.Commands;

/// <summary>Options that mean the same wherever they are.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of text" };

    /// <summary>A number with bounds; outside of them it is a usage error.</summary>
    public static Option<int> Number(string[] names, string value, string description, int preset, int least, int most)
    {
        var option = new Option<int>(names[0], names[1..])
        {
            Description = description,
            HelpName = value,
            DefaultValueFactory = _ => preset,
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.Tokens.Count != 1)
                return;
            if (!int.TryParse(result.Tokens[0].Value, out var number) || number < least || number > most)
                result.AddError($"{names[0]} is between {least} and {most}");
        });
        return option;
    }
}
