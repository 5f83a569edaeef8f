using FollowUpAgent.Cli;

return await CommandLine.RunAsync(args);
