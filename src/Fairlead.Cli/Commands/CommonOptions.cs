using System.CommandLine;

namespace Fairlead.Cli.Commands;

/// <summary>Options that mean the same wherever they are.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of text" };
}
