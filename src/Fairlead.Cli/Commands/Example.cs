namespace Fairlead.Cli.Commands;

/// <summary>One way to use a command, shown in its help.</summary>
/// <param name="Purpose">What it is for, without a full stop.</param>
/// <param name="Line">What is typed, without <c>./fairlead</c> in front when it starts with another word than a command.</param>
internal sealed record Example(string Purpose, string Line);
