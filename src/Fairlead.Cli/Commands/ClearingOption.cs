using System.CommandLine;

namespace Fairlead.Cli.Commands;

/// <summary>An option whose empty value is meant: it clears what is there.</summary>
internal sealed class ClearingOption(string name, params string[] aliases) : Option<string?>(name, aliases);
