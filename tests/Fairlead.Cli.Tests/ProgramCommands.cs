using System.CommandLine;
using Fairlead.Cli.Commands;

namespace Fairlead.Cli.Tests;

/// <summary>
/// The commands of the program, made once for all tests: options that several commands share note each command that has them, and finding the end of
/// those notes takes the longer the more often the commands are made. Of hundreds of tests that each made their own, that took minutes.
/// </summary>
internal static class ProgramCommands
{
    public static RootCommand Root { get; } = FairleadCommand.Create();
}
